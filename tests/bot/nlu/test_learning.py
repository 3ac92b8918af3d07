"""The judges learn what the messages can teach, and no more."""

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.learning import learn_signs

FEATURES = csr_matrix(np.eye(4))
SIGNS = [frozenset(("abuse",)), frozenset(("animal_bite",)), frozenset(), frozenset(("abuse", "animal_bite"))]


def test_a_sign_that_no_message_shows_is_not_learned_and_stops_nothing():
    learned = learn_signs(FEATURES, SIGNS, np.ones(4), ["abuse", "suicidal_thoughts", "animal_bite"])
    assert set(learned) == {"abuse", "animal_bite"}
    assert learned["abuse"].predict(FEATURES[[0, 1]]).tolist() == [True, False]
