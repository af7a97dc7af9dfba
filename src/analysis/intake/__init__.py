"""From the files a county hands in to checked tables. 数据接收。"""
