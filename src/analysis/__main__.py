"""python -m analysis <verb>. 命令入口。"""

from .cli import main

if __name__ == "__main__":
    main()
