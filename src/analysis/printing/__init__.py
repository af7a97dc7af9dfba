"""How things look on screen, on paper and in office files; knows no county. 版面与输出。"""
