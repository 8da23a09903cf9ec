"""The threshold of the familiarity gauge."""

from __future__ import annotations

from t2l_desktop.training.calibration import calibrate


def test_the_threshold_is_where_most_answers_are_still_right() -> None:
    seen = [(0.9, True)] * 80 + [(0.7, True)] * 60 + [(0.7, False)] * 20 + [(0.5, False)] * 50
    found = calibrate(seen, [])
    assert found["threshold"] == 0.7  # 140 of 160
    assert found["curve"] == [[0.5, 50, 0.0], [0.7, 80, 0.75], [0.9, 80, 1.0]]


def test_many_right_answers_far_above_do_not_make_up_for_wrong_ones() -> None:
    seen = [(0.9, True)] * 1000 + [(0.7, True)] * 80 + [(0.7, False)] * 40 + [(0.6, True)] * 200
    assert calibrate(seen, [])["threshold"] == 0.9


def test_there_is_no_threshold_where_too_few_are_right() -> None:
    assert calibrate([(0.9, False)] * 140, [])["threshold"] is None
    assert calibrate([(0.9, True)] * 99, [])["threshold"] is None
    assert calibrate([], [])["threshold"] is None


def test_what_most_practised_descriptions_have_is_near() -> None:
    practised = [number / 1000 for number in range(500, 1000)]
    assert calibrate([], practised)["near"] == 0.55
    assert calibrate([], [])["near"] is None
