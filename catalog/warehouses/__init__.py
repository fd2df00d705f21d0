"""Where data lives and compute runs: one interface, one file per engine.

`warehouse_for(row)` in `engines` answers the engine behind a row; everything else speaks to `interface.Warehouse`.
"""
