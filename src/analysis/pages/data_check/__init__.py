"""Pages about the data as handed in: what was found, and where sources differ. 数据核对页。"""
