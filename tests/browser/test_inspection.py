"""The inspector of pages is worth nothing if it misses something."""

import pytest

from tests.browser.inspection import inspect

pytestmark = pytest.mark.browser

SPOILT = """
<img src="http://elsewhere.invalid/picture.png">
<p style="color: red">A colour of its own.</p>
<p><font color="#222222">Ink on a dark ground.</font></p>
<table width="600"><td>Wider than a phone.</table>
<script>alert("a script of its own")</script>
</section>"""


def test_a_spoilt_page_is_found_out(sit_down, complaints):
    page = sit_down(None)

    def spoil(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</section>", SPOILT))

    page.route("**/sign-in/", spoil)

    wrong = "\n".join(inspect(page, "/sign-in/"))

    assert "in light: image-alt" in wrong
    assert "in light: color-contrast" not in wrong
    assert "in dark: color-contrast" in wrong
    assert "scrolls sideways on a phone" in wrong
    heard = "\n".join(complaints)
    assert "called http://elsewhere.invalid/picture.png" in heard
    assert "inline style" in heard
    assert "inline script" in heard
