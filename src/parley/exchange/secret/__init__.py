"""The secret run: two sides and one without data compute on shares, and open the sums alone."""
