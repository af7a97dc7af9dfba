"""Our figures beside the plain way, measured in one run: `make bench`. 性能测量。"""
