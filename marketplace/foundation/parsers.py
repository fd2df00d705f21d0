"""What the API reads, and how much of it."""

import json
import re

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, FormParser, JSONParser

from marketplace.foundation.errors import DomainError

# As JSON writes it; behind an even number of backslashes, for the rest are texts about it.
NULL_CHARACTER = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class TooLarge(DomainError):
    """More than anybody needs to send."""

    code = "too-large"
    status = 413
    message = _("This is larger than the %(longest)s bytes that are read.")


def _insist_on_size(parser_context, longest: int) -> None:
    """Refuse by the length that was announced, before a byte is read; what is not announced is not read at all."""
    announced = parser_context["request"].META.get("CONTENT_LENGTH") or 0
    if int(announced) > longest:
        raise TooLarge(longest=longest)


class LimitedJSONParser(JSONParser):
    """JSON up to the size of a form."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The value, made of texts that can be kept.

        Raises TooLarge, ParseError.
        """
        _insist_on_size(parser_context, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            value = super().parse(stream, media_type, parser_context)
            told = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except RecursionError:
            raise ParseError(_("The JSON nests too deeply to be read.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("The JSON has half a character in it (a lone surrogate).")) from None
        except ValueError:
            raise ParseError(_("The JSON has a number in it that is too large to be kept.")) from None
        if NULL_CHARACTER.search(told):
            raise ParseError(_("The JSON has a null character in it, which no text has."))
        return value


class LimitedFormParser(FormParser):
    """A form as `curl --data-urlencode` sends it, up to the size of a form."""

    def parse(self, stream, media_type=None, parser_context=None):
        """What was filled in.

        Raises TooLarge, ParseError.
        """
        _insist_on_size(parser_context, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            return super().parse(stream, media_type, parser_context)
        except (SuspiciousOperation, ValueError, LookupError):
            raise ParseError(_("The form could not be read.")) from None


class BundleParser(BaseParser):
    """The documents of a bundle, byte for byte as they were sent."""

    media_type = "application/yaml"

    def parse(self, stream, media_type=None, parser_context=None):
        """The bytes.

        Raises TooLarge.
        """
        _insist_on_size(parser_context, settings.BUNDLE_LONGEST_BYTES)
        return stream.read()


class OlderYamlParser(BundleParser):
    """The same under the name that was used before RFC 9512."""

    media_type = "application/x-yaml"


class TextYamlParser(BundleParser):
    """The same under another old name."""

    media_type = "text/yaml"


class ZipParser(BundleParser):
    """The same as a folder in one file."""

    media_type = "application/zip"


class JsonDocumentParser(BundleParser):
    """Documents as JSON, which is YAML, too."""

    media_type = "application/json"


class SqlParser(BundleParser):
    """One SELECT by itself."""

    media_type = "application/sql"


BUNDLE_PARSERS = [BundleParser, OlderYamlParser, TextYamlParser, ZipParser, JsonDocumentParser]
