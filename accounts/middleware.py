"""Times are shown in the time zone of the person who reads them."""

import zoneinfo

from django.utils import timezone


class TimeZoneMiddleware:
    """Uses the person's own time zone, or the company's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = getattr(request.user, "time_zone", "")
        if zone:
            with timezone.override(zoneinfo.ZoneInfo(zone)):
                return self.get_response(request)
        return self.get_response(request)
