"""Everything reckoned a second time, on counties that nobody thinks of. 独立复算。"""
