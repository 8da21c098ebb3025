"""The Django site's own commands: runserver and others."""
import sys

import django_site  # noqa: F401
from django.core.management import execute_from_command_line

execute_from_command_line(sys.argv)
