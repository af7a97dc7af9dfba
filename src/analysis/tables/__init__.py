"""What a table is: its columns, units and choices; every Chinese heading is written here alone. 数据表。"""
