"""Questions asked of an evaluation: what decides, what is missing, what differs. 评估结果的分析。"""
