"""The examination: worst first to find out, and a look that breaks is a finding."""

from xinglongtai.core import diagnosis
from xinglongtai.core.diagnosis import Finding, Level


def test_findings_in_order_and_a_broken_look_is_a_fault(monkeypatch):
    monkeypatch.setattr(diagnosis, "_CHECKS", [])

    @diagnosis.check("乙", order=2)
    def breaks():
        raise RuntimeError("secret words")
        yield

    @diagnosis.check("甲", order=1)
    def quiet():
        return []

    @diagnosis.check("丙", order=3)
    def warns():
        yield Finding(Level.NOTICE, "快到期", "更换")

    found = diagnosis.examine()
    assert [subject for subject, _ in found] == ["甲", "乙", "丙"]
    assert found[0][1][0].level is Level.GOOD
    assert found[1][1][0].level is Level.FAULT and "secret words" not in found[1][1][0].words
    assert diagnosis.worst(found) is Level.FAULT
    assert diagnosis.worst(found[2:]) is Level.NOTICE and Level.NOTICE.label == "注意"
