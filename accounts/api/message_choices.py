"""How the caller is told what."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import Channel, How, Notification
from accounts.notifications.choosing import choose
from accounts.notifications.selectors import choices_of


class HowSerializer(serializers.Serializer):
    """One kind of message on one channel."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    kind = serializers.ChoiceField(choices=Notification.Kind.choices)
    how = serializers.ChoiceField(choices=How.choices)


class MessageChoicesSerializer(serializers.Serializer):
    """How one is told what; what a call leaves out stays as it is."""

    digest_hour = serializers.IntegerField(min_value=0, max_value=23, allow_null=True, required=False)
    webhook = serializers.URLField(max_length=500, allow_blank=True, required=False)
    choices = HowSerializer(many=True, required=False)
    mail_is_sent = serializers.BooleanField(read_only=True, help_text="Is there a mail server, and an address?")


class MessageChoicesViewSet(ViewSet):
    """How the caller is told what: by mail and webhook, at once or once a day."""

    @extend_schema(responses=MessageChoicesSerializer, operation_id="message_choices")
    def list(self, request):
        """Every kind of message on every channel."""
        return Response(_shown(request.user))

    @extend_schema(
        request=MessageChoicesSerializer, responses=MessageChoicesSerializer, operation_id="message_choices_change"
    )
    def create(self, request):
        """Choose; answers everything as it is now."""
        wanted = MessageChoicesSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        wish, known = wanted.validated_data, choices_of(request.user)
        said: dict[str, dict[str, str]] = {channel: {} for channel in Channel.values}
        for one in wish.get("choices", ()):
            said[one["channel"]][one["kind"]] = one["how"]
        main = {name: wish.get(name, getattr(known, name)) for name in ("digest_hour", "webhook")}
        request.user.message_choices = choose(actor=request.user, said=said, **main)
        return Response(_shown(request.user))


def _shown(person) -> dict:
    known = choices_of(person)
    choices = [
        {"channel": channel, "kind": kind, "how": known.how(channel, kind)}
        for channel in Channel.values
        for kind in Notification.Kind.values
    ]
    shown = {"digest_hour": known.digest_hour, "webhook": known.webhook, "choices": choices}
    return MessageChoicesSerializer(shown | {"mail_is_sent": settings.MAIL_IS_CONFIGURED and bool(person.email)}).data
