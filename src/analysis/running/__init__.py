"""Running notebooks and publishing what they print. 运行与发布。"""
