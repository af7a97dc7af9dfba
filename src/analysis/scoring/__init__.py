"""From tables and rules to results and verdicts; pure, no files. 评分。"""
