"""County evaluation against the 32 indicators. 县域义务教育优质均衡发展督导评估。"""
