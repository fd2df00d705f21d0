"""What the environment may say is written down."""

import os
import re
import subprocess
import sys

from django.conf import settings

from marketplace.settings import env

PAGE = settings.BASE_DIR / "docs" / "settings.md"
ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| (?P<purpose>.+?) \| (?P<default>.*?) \|$", re.MULTILINE)


def test_every_variable_is_documented_with_its_purpose_and_default():
    documented = {row["name"]: (row["purpose"], row["default"].strip("`")) for row in ROW.finditer(PAGE.read_text())}

    assert documented == {variable.name: (variable.purpose, variable.default) for variable in env.known.values()}


def test_settings_load_with_nothing_in_the_environment(tmp_path):
    bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}

    subprocess.run([sys.executable, "-c", "import marketplace.settings"], env=bare, cwd=settings.BASE_DIR, check=True)

    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
