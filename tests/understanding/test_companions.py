import numpy as np

from countyline.understanding.companions import companions

TOPICS = ("hours", "status", "voting")


def test_topics_that_fit_together_are_companions() -> None:
    shares = companions(TOPICS, [{"hours", "status"}, {"status"}, {"status"}, {"hours"}])
    hours, status = shares[0], shares[1]
    assert hours.tolist() == [1.0, 0.5, 0.0]
    np.testing.assert_allclose(status, [1 / 3, 1.0, 0.0])


def test_a_topic_that_fits_no_message_is_its_own_companion_alone() -> None:
    assert companions(TOPICS, [{"status"}])[2].tolist() == [0.0, 0.0, 1.0]
    assert companions(TOPICS, []).tolist() == np.eye(3).tolist()
