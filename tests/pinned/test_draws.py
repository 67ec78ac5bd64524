"""Numbers that Parley printed once; they change only with a line under "Results that change"."""

import numpy as np

from parley.engine.draws import normals, uniforms


def test_the_draws_on_both_sides_of_a_block_border_are_those_of_the_first_release() -> None:
    assert uniforms(2022, 4095, 2, 3).tolist() == [
        [0.5180432686462574, 0.37673227778547214, 0.06638363926822322],
        [0.14818163516725913, 0.819916705371013, 0.4994585689739274],
    ]
    assert uniforms(2022, 4095, 2, 3, stream=5).tolist() == [
        [0.36241154796781416, 0.5065313714067272, 0.8588956549362122],
        [0.07756974968329888, 0.32891842689467043, 0.5032184791840685],
    ]
    assert np.allclose(
        normals(2022, 4095, 2, 2),
        [[-0.8033304041842064, -0.4546499318723758], [0.25983734117095625, -1.1330499620699903]],
        rtol=1e-14,
        atol=0,
    )
