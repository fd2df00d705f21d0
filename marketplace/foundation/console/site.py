"""Who comes into the console, and where they sign in."""

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class Console(AdminSite):
    """The admin for people who see everything: stewards and the platform team."""

    site_header = _("Console")
    site_title = _("Console · Data marketplace")
    index_title = _("Everything the marketplace keeps")
    enable_nav_sidebar = True

    def has_permission(self, request):
        """Staff of the steward and platform groups only."""
        user = request.user
        return user.is_authenticated and user.is_active and user.is_staff and user.sees_everything

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Sign in where everybody does; whoever is signed in already may not be here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
