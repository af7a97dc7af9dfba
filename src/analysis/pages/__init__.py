"""What a page says; one name a page kind in notebook, folder, test, output and documentation. 页面内容。"""
