SELECT n, letter FROM range(10) r(n), (VALUES (1, $$a$$)) v(k, letter)
