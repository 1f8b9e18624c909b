"""Tools that know no product: time, ids, money, hashes, seals, cursors, tokens, logs."""
