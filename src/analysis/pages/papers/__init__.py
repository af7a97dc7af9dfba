"""Papers that need only a stamp: letters, reports, notices and commitments as Word files. 公文。"""
