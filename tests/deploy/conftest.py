"""The application, as the tests of the API have it."""

from tests.api.conftest import app as app
from tests.api.conftest import client as client
from tests.api.conftest import sample_file as sample_file
