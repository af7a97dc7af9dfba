"""Invented counties: for demonstrations, tests and measurements of speed. 合成样例数据。"""
