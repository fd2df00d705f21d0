"""The switch: in one short transaction readers go from the published version to the new one."""

from django.utils.translation import gettext as _

from catalog.models import ProductVersion, PublishingRun
from catalog.publishing.steps.step import StepFailed, Work
from catalog.publishing.switching import switch_data, switch_version


def publish(work: Work) -> None:
    """Switch; when it was done before a crash, leave it so."""
    with work.holding():
        version = ProductVersion.objects.select_for_update().get(pk=work.version.pk)
        if work.run.kind == PublishingRun.Kind.REFRESH:
            if version.state != ProductVersion.State.PUBLISHED:
                error = _("%(version)s is no longer the published version.") % {"version": version}
                raise StepFailed(error, _("Build the version anew that is published now."))
            ports = switch_data(work.run, version)
        elif version.state == ProductVersion.State.PUBLISHED:
            ports = []
        else:
            ports = switch_version(work.run, version, work.spec)
    work.version.refresh_from_db(fields=["state", "published_at"])
    for port in ports:
        work.say(_("Readers of %(port)s now see %(rows)s rows.") % {"port": port.name, "rows": port.snapshot.rows})
