"""Pure rules and keys of the party's page."""

from datetime import date, timedelta

import pytest

from pledges.letter import without_last_four
from pledges.partypage import keys, offers, words
from pledges.partypage.offers import RemoteFacts, Standing
from pledges.status import PledgeMode, PledgeStatus, RecheckResult

DUE = date(2026, 6, 8)
RUNS = Standing("signed", DUE, "", DUE + timedelta(21))
ALLOWED = RemoteFacts(True, ((True, ""),))


class TestKeys:
    def test_a_secret_has_128_bits_and_no_two_are_alike(self):
        made = {keys.new_secret() for _ in range(500)}
        assert len(made) == 500
        assert all(len(secret) == len(keys.PREVIEW_SECRET) == 22 for secret in made)

    def test_the_hash_depends_on_the_installation(self, settings):
        before = keys.link_hash("abc")
        settings.SECRET_KEY = "another"
        assert keys.link_hash("abc") != before

    def test_the_address_is_that_of_the_site(self, settings):
        settings.SITE_URL = "https://sample.test/"
        assert keys.page_address("abc") == "https://sample.test/p/abc/"
        assert keys.secret_of("https://sample.test/p/abc/") == "abc"
        assert keys.secret_of("https://sample.test/other") == ""

    @pytest.mark.parametrize(
        ("phone", "digits"),
        [("13800001234", "1234"), ("0427-1234567", "4567"), ("１３８００００１２３４", "1234"), ("123", ""), ("", "")],
    )
    def test_last_four(self, phone, digits):
        assert keys.last_four(phone) == digits

    @pytest.mark.parametrize("given", ["1234", " 1234 ", "１２３４", "12 34"])
    def test_right_digits(self, given):
        assert keys.same_digits(given, "13800001234")

    @pytest.mark.parametrize(("given", "phone"), [("4321", "13800001234"), ("", ""), ("", "123"), ("²³", "1234567")])
    def test_wrong_digits(self, given, phone):
        assert not keys.same_digits(given, phone)

    def test_what_is_signed_for_one_link_is_nothing_on_another(self):
        assert keys.form_of(keys.new_ticket(1), 1)
        assert keys.form_of(keys.new_ticket(1), 2) is None
        assert keys.form_of("forged", 1) is None
        assert keys.kept_of(keys.sign_kept([5], 1), 1) == [5]
        assert keys.kept_of(keys.sign_kept([5], 1), 2) == []
        assert keys.kept_of("", 1) == []
        assert keys.is_visit(keys.sign_visit(1, "a"), 1, "a", 30)
        assert not keys.is_visit(keys.sign_visit(1, "a"), 2, "a", 30)
        assert not keys.is_visit(keys.sign_visit(1, "a"), 1, "another phone", 30)
        assert not keys.is_visit("forged", 1, "a", 30)

    def test_the_letter_does_not_print_what_opens_the_page(self):
        assert without_last_four("13800001234") == "1380000****"
        assert without_last_four("0427-1234567") == "0427-123****"
        assert without_last_four("") == ""


class TestOffers:
    def test_a_word_is_easy_to_write_and_never_ambiguous(self):
        for _ in range(200):
            characters, digits = offers.fresh_word().split()
            assert len(set(characters)) == 2 and set(characters) <= set(offers.SAFE_CHARACTERS)
            assert len(digits) == 3 and set(digits) <= set(offers.SAFE_DIGITS)
        assert len({offers.fresh_word() for _ in range(100)}) > 90

    @pytest.mark.parametrize("status", PledgeStatus.values)
    def test_materials_while_the_promise_runs_or_waits(self, status):
        said = offers.no_materials(Standing(status, DUE))
        assert bool(said) == (status not in {"signed", "submitted"})

    @pytest.mark.parametrize(
        ("standing", "on", "said"),
        [
            (RUNS, DUE, ""),
            (RUNS, DUE + timedelta(1), "已过"),
            (Standing("signed", DUE, "pending"), DUE, "正在审批"),
            (Standing("signed", DUE, "approved"), DUE, "已经延期过一次"),
            (Standing("submitted", DUE), DUE, "等待复查"),
            (Standing("issued", DUE), DUE, "签署"),
            (Standing("voided", DUE), DUE, "作废"),
        ],
    )
    def test_more_time(self, standing, on, said):
        answer = offers.no_time(standing, on)
        assert said in answer and bool(said) == bool(answer)

    @pytest.mark.parametrize(
        ("status", "has_ink", "days", "said"),
        [
            ("issued", False, 0, ""),
            ("issued", True, 0, "已经收到您的签名"),
            ("issued", False, 1, "期限已过"),
            ("refused", False, 0, "没有签署"),
            ("voided", False, 0, "已作废"),
            ("signed", False, 0, "已经签署"),
            ("fulfilled", True, 0, "已经签署"),
        ],
    )
    def test_signing_while_the_letter_waits_for_it(self, status, has_ink, days, said):
        answer = offers.no_signing(Standing(status, DUE), has_ink, DUE + timedelta(days))
        assert said in answer and bool(said) == bool(answer)

    def test_the_day_wished_for(self):
        assert "晚于" in offers.wrong_day(RUNS, DUE)
        assert "最晚" in offers.wrong_day(RUNS, DUE + timedelta(22))
        assert offers.wrong_day(RUNS, DUE + timedelta(21)) == ""
        assert offers.wrong_day(Standing("signed", DUE), DUE + timedelta(99)) == ""

    @pytest.mark.parametrize(
        ("standing", "facts", "said"),
        [
            (RUNS, ALLOWED, ""),
            (Standing("submitted", DUE), ALLOWED, ""),
            (RUNS, RemoteFacts(False, ((True, ""),)), "没有开通"),
            (RUNS, RemoteFacts(True, ((True, ""), (False, ""))), "到场"),
            (RUNS, RemoteFacts(True, ((True, "food"),)), "到场"),
            (RUNS, RemoteFacts(True, ()), "到场"),
            (Standing("fulfilled", DUE), ALLOWED, "已经通过"),
        ],
    )
    def test_recheck_without_a_visit(self, standing, facts, said):
        answer = offers.no_photo(standing, facts)
        assert said in answer and bool(said) == bool(answer)


class TestWords:
    @pytest.mark.parametrize(
        ("days", "tone", "said"),
        [
            (9, "info", "还有 9 天"),
            (3, "warn", "还有 3 天"),
            (0, "warn", "今天是最后一天"),
            (-2, "danger", "过期 2 天"),
        ],
    )
    def test_days_left(self, days, tone, said):
        line = words.headline("signed", DUE, DUE - timedelta(days))
        assert (line.tone, said in line.title) == (tone, True)

    @pytest.mark.parametrize("status", sorted(set(PledgeStatus.values) - {"signed", "voided"}))
    def test_every_other_state_has_its_words(self, status):
        assert words.headline(status, DUE, DUE).title

    def test_every_result_and_outcome_has_its_words(self):
        assert all(words.recheck_words(result) for result in RecheckResult.values)
        assert all(words.outcome_words(outcome) for outcome in words.Outcome.values)
        assert words.outcome_words("") == ""

    def test_a_drawing_that_waits_for_an_officer(self):
        assert words.headline("issued", DUE, DUE, True).title == "已收到您的签名"
        assert words.headline("issued", DUE, DUE).title != "已收到您的签名"
        assert "还有" in words.headline("signed", DUE, DUE - timedelta(4), True).title

    def test_the_promise_in_the_words_of_the_letter(self):
        first, last = words.promised(PledgeMode.BY_DATE, DUE, "我单位")
        assert first == (
            "我单位对以上情况确认无误，并自愿承诺：在2026年6月8日前纠正，并将整改情况说明及相关证明材料送达你局。"
        )
        assert "我单位未履行上述承诺" in last
        assert "立即予以纠正" in words.promised(PledgeMode.IMMEDIATE, DUE, "我")[0]

    def test_what_was_promised(self):
        assert "2026年6月8日前" in words.todo(PledgeMode.BY_DATE, DUE)
        assert "马上" in words.todo(PledgeMode.IMMEDIATE, DUE)
