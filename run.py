"""The WSGI object, and nothing else."""

import gc

from incubator import create_app

app = create_app()
# All that start-up made lives as long as the process: looked through for cycles at every page, it costs a tenth of it.
gc.freeze()
