"""What every test shares: no test is left out."""

import pytest

LEFT_OUT: list[str] = []


def pytest_runtest_logreport(report):
    if report.skipped:
        LEFT_OUT.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """A test that was left out is a failure: what is missing must be installed, not passed over."""
    if LEFT_OUT and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for nodeid in LEFT_OUT:
        terminalreporter.write_line(f"left out, which counts as failed: {nodeid}", red=True)
