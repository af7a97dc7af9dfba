"""What a page says and how it is printed. 报告。"""
