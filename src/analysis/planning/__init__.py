"""From findings to action: gaps, ledger, changes. 从结论到行动。"""
