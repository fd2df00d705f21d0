"""Where the pages of access are."""

from django.urls import path

from requests.views import approvals, basket, consumers, governance, my_data, ordering, orders, platform, workbench
from requests.views import approvals, basket, by_mail, consumers, governance, my_data, ordering, orders, platform
from requests.views import (
    approvals,
    basket,
    by_mail,
    connectors,
from requests.views import (
    approvals,
    basket,
    consumers,
    governance,
    my_data,
    ordering,
    orders,
    platform,
    record,
    suspending,
)

app_name = "requests"
urlpatterns = [
    path("products/<slug:slug>/order/", ordering.order_dialog, name="order-dialog"),
    path("products/<slug:slug>/order/check/", ordering.check, name="order-check"),
    path("products/<slug:slug>/consumers/", consumers.consumers, name="consumers"),
    path("basket/", basket.basket, name="basket"),
    path("basket/add/", basket.add, name="basket-add"),
    path("basket/remove/", basket.remove, name="basket-remove"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/live/", orders.live, name="order-live"),
    path("orders/<slug:number>/cancel/", orders.cancel, name="order-cancel"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/decide/", approvals.decide, name="approval-decide"),
    path("approvals/by-mail/<str:token>/", by_mail.by_mail, name="approval-by-mail"),
    path("my-data/", my_data.my_data, name="my-data"),
    path("my-data/workbench/", workbench.workbench, name="workbench"),
    path("my-data/ports/<int:pk>/download/", my_data.download, name="download"),
    path("my-data/<int:pk>/renew/", my_data.renew, name="renew"),
    path("my-data/<int:pk>/give-back/", my_data.give_back, name="give-back"),
    path("grants/<int:pk>/revoke/", my_data.revoke, name="revoke"),
    path("governance/", governance.governance, name="governance"),
    path("governance/audit/", governance.audit, name="audit"),
    path("governance/audit/export/", governance.audit_export, name="audit-export"),
    path("governance/suspensions/", suspending.suspensions, name="suspensions"),
    path("governance/suspensions/person/", suspending.suspend_person, name="suspend-person"),
    path("suspensions/<int:pk>/lift/", suspending.lift, name="suspension-lift"),
    path("ports/<int:pk>/suspend/", suspending.suspend_port, name="suspend-port"),
    path("governance/record/", record.record, name="record"),
    path("governance/record/export/", record.record_export, name="record-export"),
    path("platform/", platform.platform, name="platform"),
    path("platform/connectors/", connectors.connectors, name="connectors"),
    path("platform/connectors/new/", connectors.new, name="connector-new"),
    path("platform/connectors/<int:pk>/", connectors.change, name="connector"),
    path("platform/connectors/<int:pk>/test/", connectors.test, name="connector-test"),
    path("platform/connectors/<int:pk>/again/", connectors.again, name="connector-again"),
    path("platform/runs/<int:pk>/retry/", platform.retry, name="run-retry"),
    path("platform/runs/<int:pk>/by-hand/", platform.by_hand, name="run-by-hand"),
]
