"""Cards, local overlays, what binds on a date. 评估标准。"""
