n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3,
n4 = s.n4 + excluded.n4, n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7,
n8 = s.n8 + excluded.n8, n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10, c0 = s.c0 + excluded.c0,
c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10, unconfirmed = s.unconfirmed + excluded.unconfirmed,
scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
comments = s.comments + excluded.comments
