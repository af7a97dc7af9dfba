"""One notebook run without a kernel of its own, in processes that are warm. 笔记本运行引擎。"""
