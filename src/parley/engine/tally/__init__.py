"""What stays of draws that have gone by: exact sums, and the first draws for percentiles."""
