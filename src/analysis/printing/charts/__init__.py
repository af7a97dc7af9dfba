"""A sheet to draw on and its style. 制图。"""
