n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, unconfirmed, scanned,
withdrawn, comments
