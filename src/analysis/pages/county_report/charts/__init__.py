"""The charts of the county report, one module each. 报告图。"""
