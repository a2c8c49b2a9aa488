"""schemathesis makes requests of the API's own description, fitting and unfitting: none ends in 500, every answer is as described."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.specs.openapi.checks import ignored_auth

from tests.rights.bridge import live
from xinglongtai.core.models import Parameter
from xinglongtai.oversight.bridge.status import Scope
from xinglongtai.wsgi import application

pytestmark = pytest.mark.django_db
#: A request each of so many kinds an address; by hand far more (docs/decisions/040).
EXAMPLES = 8


@pytest.fixture(autouse=True)
def one_connection():
    """The requests come through WSGI, whose signals would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_no_request_ends_in_500(office):
    day = timezone.localdate()
    office.submitted(on=day)
    Parameter.objects.create(bureau=office.bureau, key="bridge.calls_a_minute", value="6000")
    _, secret = live(office, day, Scope.values)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
        asked = statuses(schema, mode, headers)
        assert len(asked) >= 30 and max(asked) < 500 and {200, 422} & set(asked), mode


def statuses(schema, mode, headers) -> list[int]:
    """What every address answered to requests of this kind; each answer is as described."""
    asked = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @seed(20261122)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            response = case.call(headers=headers)
            asked.append(response.status_code)
            case.validate_response(response, excluded_checks=[ignored_auth])  # the token is ours, not a made-up one

        ask()
    return asked
