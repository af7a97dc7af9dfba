"""Many pages: what must be printed, printing it, the record and the index. 批量运行。"""
