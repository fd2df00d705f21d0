"""Where the pages of people are."""

from django.urls import path

from accounts.views import deliveries, message_choices, notifications, profile, service_accounts, sign_in, teams, tokens

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("profile/tokens/", tokens.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("profile/service-accounts/", service_accounts.service_accounts, name="service-accounts"),
    path("profile/service-accounts/<int:pk>/", service_accounts.service_account, name="service-account"),
    path("profile/service-accounts/<int:pk>/close/", service_accounts.close, name="service-account-close"),
    path(
        "profile/service-accounts/<int:pk>/tokens/<int:token>/revoke/",
        service_accounts.revoke,
        name="service-account-revoke",
    ),
    path("profile/messages/", message_choices.message_choices, name="message-choices"),
    path("platform/messages/", deliveries.deliveries, name="deliveries"),
    path("platform/messages/again/", deliveries.all_again, name="deliveries-again"),
    path("platform/messages/<int:pk>/again/", deliveries.again, name="delivery-again"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications-read"),
    path("notifications/<int:pk>/read/", notifications.read, name="notification-read"),
    path("notifications/<int:pk>/open/", notifications.open_thing, name="notification-open"),
]
