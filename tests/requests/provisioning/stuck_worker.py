"""A worker that takes one run and gets stuck in the middle of it: `python -m … RUN`. Made to be killed."""

import sys
import time

import django


def main(run_id: int) -> None:
    """Carry out a run with a warehouse that never answers."""
    django.setup()

    from catalog.warehouses.lakehouse import Lakehouse
    from requests.provisioning import runner

    Lakehouse.describe = lambda *args, **kwargs: time.sleep(600)
    runner.carry_out(run_id)


if __name__ == "__main__":
    main(int(sys.argv[1]))
