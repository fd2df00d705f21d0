"""Other systems: told what happens, and heard where their answers count. One file per kind, registered in `kinds`."""
