"""Tables and letters as Excel and Word files. 办公文件版式。"""
