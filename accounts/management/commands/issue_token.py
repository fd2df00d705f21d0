"""A token from the command line, for scripts that set a marketplace up."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiToken, User
from accounts.tokens.services import issue_token
from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError


class Command(BaseCommand):
    """Makes a token and prints it as the last word."""

    help = "Make an API token for somebody; it is the last word of the output."

    def add_arguments(self, parser):
        parser.add_argument("person", metavar="PERSON", help="Their user name.")
        parser.add_argument("--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.READ)
        parser.add_argument("--name", default="command line", help="What it is for.")
        parser.add_argument("--days", type=int, default=min(90, settings.TOKEN_LONGEST_DAYS), help="How long it lives.")

    def handle(self, *, person, scope, name, days, **options):
        owner = User.objects.filter(username=person).first()
        if owner is None:
            raise CommandError(f"There is nobody called {person!r}.")
        try:
            with coming_from("command"):
                token, text = issue_token(actor=None, owner=owner, name=name, scope=scope, days=days)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{owner} can {scope} until {token.expires_at:%Y-%m-%d} with the token {text}")
