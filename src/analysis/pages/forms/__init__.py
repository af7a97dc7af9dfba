"""What is handed in on paper: the official forms and the self-report. 申报材料。"""
