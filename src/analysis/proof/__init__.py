"""Is it so, and why: explain, verify, diff, compare-rules. 核对与溯源。"""
