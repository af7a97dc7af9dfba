"""From the files a bureau already has to the tables of the workbook, every value with its cell. 导入现有文件。"""
